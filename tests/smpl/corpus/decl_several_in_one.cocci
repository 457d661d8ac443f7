@@ identifier i; @@
- int i;
