@@
field f;
field list fs;
@@
struct port {
-   f
    fs
};
+ struct first {
+     f
+ };
