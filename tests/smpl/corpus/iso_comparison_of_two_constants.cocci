@@
constant C;
expression E;
@@
- C == E
+ is(C, E)
