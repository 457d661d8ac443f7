@@
type T;
@@
struct port {
    ...
-   T users;
+   T owners;
    ...
}
