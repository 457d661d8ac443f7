@@ type T; identifier i; @@
  T i;
+ T *XEN_FIRST;
