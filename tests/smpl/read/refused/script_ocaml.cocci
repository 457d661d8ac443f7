// refused: 8: script
@ r @
expression E;
@@
- f(E)
+ g(E)

@ script:ocaml @
e << r.E;
@@
print_endline e
