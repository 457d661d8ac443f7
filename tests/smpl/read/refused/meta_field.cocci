// refused: 4: field
@@
identifier s;
field fld;
@@
  struct s {
- fld
  };
