// refused: 4: e is not an identifier, so no fresh identifier can be made of it
@@
expression e;
fresh identifier n = "new_" ## e;
@@
- f(e)
+ g(n)
