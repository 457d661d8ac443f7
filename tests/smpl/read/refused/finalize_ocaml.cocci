// refused: 8: finalize
@@
expression E;
@@
- f(E)
+ g(E)

@ finalize:ocaml @
@@
print_int count
