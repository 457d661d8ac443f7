@@ identifier s, f; @@
  struct s {
      ...
-     xc_interface *f;
+     xen_handle *f;
      ...
  };
