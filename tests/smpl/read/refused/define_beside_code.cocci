// refused: 5: #define or #undef next to other code
@@
identifier i;
@@
  #define i ...
- x();
