@@
type T;
@@
struct port {
    ...
-   T users;
    ...
}
