@@
identifier f;
parameter p;
@@
- f(p)
+ f(p, int flags)
 {
    ...
 }
