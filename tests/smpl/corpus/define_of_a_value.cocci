@@
@@
- #define SIZE 4096
+ #define SIZE 8192
