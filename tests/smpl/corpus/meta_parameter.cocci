@@
identifier f =~ "_port$";
parameter p;
@@
- f(p)
+ f(p, int flags)
 {
    ...
 }
