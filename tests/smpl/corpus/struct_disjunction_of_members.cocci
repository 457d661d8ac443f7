@@
identifier I;
@@
struct port {
    ...
(
    double I[...][...];
|
-   double I[3];
+   vector I;
)
    ...
};
