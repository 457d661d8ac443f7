@@ @@
- xc_log(..., XEN_HANDLE, ...)
+ log()
