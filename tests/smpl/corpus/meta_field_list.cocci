@@
identifier I, s;
field list[n] fs;
typedef vector;
@@
struct s {
    fs
-   double I[3];
+   vector I;
    ...
}
