// refused: 4: script constraints (script:ocaml)
@@
expression E;
position p : script:ocaml() { (List.hd p).file = "a.c" };
@@
- f@p(E)
+ h()
