@@
@@
struct old {
    ...
};
+ struct new {
+     int a;
+ };
