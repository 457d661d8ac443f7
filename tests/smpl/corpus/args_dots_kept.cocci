@@ @@
- xc_log
+ xen_log
  (LEVEL, ...)
