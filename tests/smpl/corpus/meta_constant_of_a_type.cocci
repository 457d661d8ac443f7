@@
constant int C;
@@
- release(C);
+ drop(C);
