@@
expression E;
identifier x;
@@
struct port x = {
    ...,
-   .users = E,
    ...,
};
