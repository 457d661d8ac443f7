// refused: 3: field list with this length
@@
field list[n={2}] fs;
type T;
@@
  struct port {
  fs
- T users;
  ...
  };
