// refused: 4: e is no identifier that a fresh one can be made of
@@
expression e;
fresh identifier n = "new_" ## e;
@@
- f(e)
+ g(n)
