@@
type T;
@@
struct s {
    ...
-   T gone;
    ...
};
