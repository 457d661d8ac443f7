if(a)}
	    trace_step();