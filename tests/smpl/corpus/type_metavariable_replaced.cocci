@r@
type S, T;
@@
typedef S { ... } T;

@@
type r.S, r.T;
@@
- T
+ S
