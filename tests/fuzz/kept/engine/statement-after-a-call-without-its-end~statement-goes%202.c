{switch(a){}}warn("")\
	trace_step();/**/