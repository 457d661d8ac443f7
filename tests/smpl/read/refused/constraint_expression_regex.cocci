// refused: 3: constraint
@@
expression E =~ "^xc";
@@
- f(E)
+ h()
