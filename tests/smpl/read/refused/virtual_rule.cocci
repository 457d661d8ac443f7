// refused: 2: virtual
virtual patch, report

@@
expression E;
@@
- f(E)
+ g(E)
