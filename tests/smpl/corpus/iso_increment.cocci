@@ identifier i; @@
- i++;
+ next(&i);
