// refused: 7: an attribute in a + line
@@
identifier i;
attribute name __late;
@@
- int i;
+ int i __late;
