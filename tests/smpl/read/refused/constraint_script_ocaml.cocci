// refused: 3: script
@@
expression E : script:ocaml() { true };
@@
- f(E)
+ h()
