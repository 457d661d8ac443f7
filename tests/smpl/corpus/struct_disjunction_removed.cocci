@@
@@
struct port {
    ...
(
-   int users;
|
-   long users;
)
    ...
}
