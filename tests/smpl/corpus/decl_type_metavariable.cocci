@@ type T; identifier i; @@
- T i = XC_HANDLE_NONE;
+ T i = 0;
