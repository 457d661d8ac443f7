// refused: 6: ... that is replaced in a row of operands
@@
expression E;
@@
  f(E +
- ...
+ 1
  );
