@@
expression E, C;
@@
 E = cache_alloc(C, ...)
 ... when != E = cache_alloc(...)
?- release(E)
+ cache_free(C, E)
