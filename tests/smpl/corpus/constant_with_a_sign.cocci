@@
constant C;
@@
- set(C)
+ set_constant(C)
