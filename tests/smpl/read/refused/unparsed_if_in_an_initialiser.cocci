// refused: 6: #if around a part
@@
identifier d;
@@
  struct port d = {
+ #if WITH_RESET
      .reset = port_reset,
+ #endif
  };
