@@
identifier s;
@@
struct s {
+   struct device *dev;
    ...
-   int users;
+   unsigned users;
    ...
}
