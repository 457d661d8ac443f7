@@
@@
struct s {
    ...
    int a;
-   long b;
    ...
};
