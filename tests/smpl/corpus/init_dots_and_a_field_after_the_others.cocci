@@
expression E;
identifier x;
@@
struct port x = {
-   .name = E,
    ...,
+   .dev = { .name = E },
};
