@@
initialiser list is;
identifier x;
@@
 int x[] = {
-   is
+   0, is
 };
