// refused: 6: a nest of types
@@
typedef T;
@@
  a();
  <...
- struct s *
+ T
  ...>
  b();
