@@
@@
struct ops o = {
+   .owner = THIS,
};
