@@ identifier i; @@
- xc_interface *i;
