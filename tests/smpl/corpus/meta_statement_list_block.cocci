@@ expression E; statement list SL; @@
- if (xc_once(E)) {
+ if (xen_once(E)) {
      SL
  }
