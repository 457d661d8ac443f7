@@
type T;
@@
union {
    ...
-   T a;
+   T b;
    ...
}
