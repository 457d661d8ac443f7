@@
initialiser i;
identifier x;
@@
 struct pair x = {
    i,
-   1
+   2
 };
