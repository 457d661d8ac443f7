// refused: 7: an initialiser among the fields of an initialiser
@@
initialiser i;
identifier x;
@@
  struct port x = {
  i,
- .users = 1,
  };
