// refused: 3: a pointer to a pointer to anything
@@
expression **x;
@@
- f(x)
+ h()
