#if A
	    ;#endif{(struct box*)grab(n);}