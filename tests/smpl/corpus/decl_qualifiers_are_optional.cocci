@@ identifier i; @@
- char
+ long
  *i;
