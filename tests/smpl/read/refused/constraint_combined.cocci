// refused: 3: constraint
@@
identifier f =~ "^xc" && != xc_open;
@@
- f(1)
+ h()
