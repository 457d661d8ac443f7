trace_step();
    
