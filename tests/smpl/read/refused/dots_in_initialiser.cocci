// refused: 7: ... in an initialiser
@@
identifier i, s;
expression E;
@@
  struct s i = {
  ...,
- .old = E,
  };
