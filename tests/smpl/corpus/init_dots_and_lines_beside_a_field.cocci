@@
expression E;
identifier x;
@@
struct port x = {
    ...,
+   .first = E,
    .users = E,
    ...,
};
