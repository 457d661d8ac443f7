// refused: 5: #define
@@
expression E;
@@
- #define OLD E
