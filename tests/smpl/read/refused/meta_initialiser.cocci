// refused: 4: initialiser
@@
identifier i;
initialiser I;
@@
- int i = I;
