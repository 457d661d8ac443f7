// refused: 4: #if
@@
@@
  #if OLD
- x();
  #endif
