@@ identifier i =~ "^xc_"; @@
- int i;
