if0()
            trace_step();else
	        ();