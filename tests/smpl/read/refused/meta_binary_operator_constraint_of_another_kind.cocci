// refused: 4: += is no binary operator
@@
expression A, B;
binary operator op = {+, +=};
@@
- f(A op B)
+ h(A, B)
