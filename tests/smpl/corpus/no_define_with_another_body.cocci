@@
@@
- #define SIZE 4096
+ #define SIZE 8192

@@
expression E;
@@
- #define LENGTH sizeof(E)

@@
@@
- #define EMPTY

@@
@@
- #define CALL(...) 1
