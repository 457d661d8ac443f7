// refused: 5: an empty nest
@@
@@
  a();
  <...
+ f();
  ...>
  b();
