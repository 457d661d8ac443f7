for(;)
//
		stop(p);