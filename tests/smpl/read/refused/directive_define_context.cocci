// refused: 5: #define
@@
identifier i;
@@
  #define i ...
- x();
