@@
initialiser i;
identifier x;
@@
- struct pair x = i;
+ struct triple x = i;
