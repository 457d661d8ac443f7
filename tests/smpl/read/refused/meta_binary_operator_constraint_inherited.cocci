// refused: 10: this constraint ({r.op})
@r@
expression A, B;
binary operator op;
@@
g(A op B)

@@
expression A, B;
binary operator other = {r.op};
@@
- f(A other B)
+ h(A, B)
