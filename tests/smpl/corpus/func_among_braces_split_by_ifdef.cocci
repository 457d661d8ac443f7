@@ identifier t; @@
  t(...)
  {
- f(1);
+ f(2);
  }
