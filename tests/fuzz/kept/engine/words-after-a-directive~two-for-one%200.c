#include""for(;)
	        stop(p);