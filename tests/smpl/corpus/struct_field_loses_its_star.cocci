@@
@@
struct s {
    ...
-   struct ops* ops;
+   struct ops ops;
    ...
};
