// refused: 5: + line
@@
@@
  a();
+ ...
  b();
