@@
type T;
expression p;
@@
- entry(p, T)
+ entry_of(T, p)
