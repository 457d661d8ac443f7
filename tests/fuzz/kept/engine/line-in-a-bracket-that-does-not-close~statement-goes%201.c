warn(a,if(){}/**/()
	    trace_step();//
    int