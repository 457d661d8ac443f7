// refused: 3: possessive quantifier
@@
identifier f =~ "^(xc|xs)*+_";
@@
- f()
+ g()
