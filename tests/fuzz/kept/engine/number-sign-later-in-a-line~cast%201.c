#ifdef CONFIG_D
	    if(e){}(struct box*)grab(n);(v);#endif