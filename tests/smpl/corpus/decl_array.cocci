@@ identifier i; expression N; @@
- int i[N];
+ long i[N];
