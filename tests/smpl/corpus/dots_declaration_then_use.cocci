@@ type T; identifier i; @@
  T i;
  ...
- xc_use(i);
+ xen_use(&i);
