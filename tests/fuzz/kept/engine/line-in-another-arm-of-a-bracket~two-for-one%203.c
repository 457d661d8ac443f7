;))int((())
    #ifdef 
    {
    #else
    stop(a);/**/
	();
	    ;