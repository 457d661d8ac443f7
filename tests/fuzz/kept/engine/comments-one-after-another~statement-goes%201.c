trace_step();/*
	    *///