@@
identifier x = {handle, xch};
@@
 call(..., <+...
- x
+ new_handle(x)
 ...+>, ...)
