// refused: 4: binary operator
@@
expression A, B;
binary operator op = {+, -};
@@
- f(A op B)
+ h()
