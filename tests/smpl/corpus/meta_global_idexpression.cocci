@@
global idexpression x;
@@
- release(x);
+ drop(x);
