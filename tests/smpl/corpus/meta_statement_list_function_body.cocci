@@ statement list SL; @@
  void xen_start(void)
  {
+     xen_trace();
      SL
  }
