@@
identifier fn;
expression E;
@@
 fn(...)
 {
 ...
 lock(E)
 ...
- unlock(E)
+ release(E)
 ...
 }
