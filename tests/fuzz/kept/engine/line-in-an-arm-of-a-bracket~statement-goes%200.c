    p (()
	    #ifdef 
	    )
	    #else
	    (p)}
	trace_step();
        ,