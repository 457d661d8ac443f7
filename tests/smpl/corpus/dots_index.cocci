@@
symbol table;
expression E;
@@
(
- table[E].size
+ size_of(E)
|
  table[
- ...
+ 0
  ]
)
