// refused: 4: field
@@
identifier s;
field list[n] fs;
@@
  struct s {
  fs
- int last;
  };
