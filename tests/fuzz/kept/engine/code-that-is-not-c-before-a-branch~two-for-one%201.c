for(;)
	     =#
    stop(p);