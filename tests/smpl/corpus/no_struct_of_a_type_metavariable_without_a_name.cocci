@@
type T;
@@
T {
-   int a;
+   int b;
};
