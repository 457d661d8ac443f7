struct(z)drop() = {(int);
    trace_step();/**/
        		  (