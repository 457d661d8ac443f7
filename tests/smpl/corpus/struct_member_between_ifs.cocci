@@
@@
struct port {
    ...
-   int users;
    ...
}
