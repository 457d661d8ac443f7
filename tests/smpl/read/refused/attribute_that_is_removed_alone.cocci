// refused: 7: an attribute that is removed without its declaration or type
@@
identifier i;
attribute name __late;
@@
  int i
- __late
  ;
