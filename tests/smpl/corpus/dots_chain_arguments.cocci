@@
expression E;
@@
- alloc(sizeof(E) * ...)
+ alloc_array(sizeof(E))
