@@
symbol HALF, MIDDLE;
@@
enum state {
    ...,
-   HALF = ...,
+   MIDDLE,
    ...
}
