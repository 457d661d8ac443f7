// refused: 6: added code with nothing but dots beside it
@@
expression x;
@@
- a(x);
  ...
+ n(x);
