@@
type T;
@@
- typedef
  struct
+ thing
  { ... }
- T
  ;
