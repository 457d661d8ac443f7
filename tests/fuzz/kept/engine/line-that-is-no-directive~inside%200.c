if(e){if
	c
        #\note(1);