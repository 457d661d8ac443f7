@@ identifier f, xc; @@
  f(...,
- xc_interface *xc
+ xen_handle *xc
  , ...)
  { ... }
