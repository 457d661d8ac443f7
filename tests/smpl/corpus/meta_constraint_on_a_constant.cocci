@@
constant C !~ "%";
@@
- print(C);
+ put(C);
