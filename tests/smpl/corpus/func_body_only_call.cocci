@@ identifier f; expression E; @@
- static int f(int domid)
+ static int f(unsigned int domid)
  {
      return begin(E);
  }
