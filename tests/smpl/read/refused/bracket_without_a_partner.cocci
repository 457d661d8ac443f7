// refused: 6: does not parse as C
@@
expression E;
@@
- \(f\)(
  E)
+ g(
