// refused: 6: ... that is replaced in a chain of operands
@@
expression E;
@@
  f(E +
- ...
+ 1
  );
