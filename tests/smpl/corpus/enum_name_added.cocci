@@
@@
enum state {
    ...,
    ON,
+   HALF,
    ...
}
