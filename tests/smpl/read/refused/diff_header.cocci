// refused: 5: ---
@@
expression E;
@@
--- a/hw/xen/xen.c
+++ b/hw/xen/xen.c
- f(E)
+ g(E)
