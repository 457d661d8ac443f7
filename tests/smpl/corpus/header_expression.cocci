#spatch --smpl-spacing --max-width 80

@r disable is_null expression@
symbol size;
expression E;
@@
- size == E
+ sizes_match(E)
