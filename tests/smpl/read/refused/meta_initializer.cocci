// refused: 4: initialiser
@@
identifier i;
initializer I;
@@
- int i = I;
