// refused: 4: initialiser
@@
identifier i, s;
initialiser list IS;
@@
- struct s i = { IS };
