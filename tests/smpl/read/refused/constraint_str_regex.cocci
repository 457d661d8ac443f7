// refused: 3: regular expression
@@
identifier f =~ "^xc_\(map\|unmap\)$";
@@
- f(1)
+ h()
