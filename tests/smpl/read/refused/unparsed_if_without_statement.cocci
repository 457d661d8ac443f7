// refused: 5: if without the statement that belongs to it
@@
expression E;
@@
- if (E == 0)
+ if (!E)
