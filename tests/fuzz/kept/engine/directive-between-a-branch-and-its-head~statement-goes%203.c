if()else
#else
			trace_step();