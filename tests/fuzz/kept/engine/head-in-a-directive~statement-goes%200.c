#drop(/**/while()
trace_step();