// refused: 6: removed `...` and `...` that stays among the fields of an initialiser
@@
identifier x;
@@
  struct port x = {
-     ...,
      .users = 1,
      ...
  };
