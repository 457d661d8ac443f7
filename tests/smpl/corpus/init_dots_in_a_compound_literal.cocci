@@
expression E;
@@
add((struct port) {
    ...,
-   .users = E,
    ...
})
