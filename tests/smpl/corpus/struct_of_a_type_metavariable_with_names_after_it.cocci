@@
type T;
@@
T {
    ...
-   int users;
    ...
}
