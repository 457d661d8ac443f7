// refused: 4: field
@@
identifier s;
field list fs;
@@
  struct s {
  fs
- int last;
  };
