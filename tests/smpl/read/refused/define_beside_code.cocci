// refused: 5: #define or #undef beside other code
@@
identifier i;
@@
  #define i ...
- x();
