@@ @@
- xc_put(0);
