@@ identifier i; expression N; statement S; @@
- for (i = 0; i < N; i++)
+ for (i = N - 1; i >= 0; i--)
  S
