@@
@@
enum state {
    ...,
-   ON = 3,
+   ON = 4,
    ...
}
