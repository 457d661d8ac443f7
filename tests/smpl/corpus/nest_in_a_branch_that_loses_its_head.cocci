@@
expression E;
statement S;
@@
  E = alloc(...);
(
- if (E == NULL) { ... }
|
- if (E)
  { <... S ...> }
)
