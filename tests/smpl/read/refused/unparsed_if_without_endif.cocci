// refused: 4: #if in added code without its #endif
@@
@@
+ #ifdef CONFIG_TRACE
  trace_port();
