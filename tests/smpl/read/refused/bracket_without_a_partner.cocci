// refused: 6: no C that can be parsed
@@
expression E;
@@
- \(f\)(
  E)
+ g(
