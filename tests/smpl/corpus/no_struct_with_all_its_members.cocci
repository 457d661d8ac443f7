@@
@@
struct port {
    int a;
-   int b;
+   long b;
}
