@@
identifier x;
@@
struct port x = {
-   ...,
    .users = 12,
-   ...
};
