// refused: 6: preprocessor line
@@
expression E;
@@
- old(E)
+ #define OLD E
