@@
identifier f;
@@
static f(...) {
-   old();
+   new();
}
