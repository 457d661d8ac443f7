// refused: 7: an attribute that is removed without what it belongs to
@@
identifier i;
attribute name __late;
@@
  int i
- __late
  ;
