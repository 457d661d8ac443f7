// refused: 4: += is not a binary operator
@@
expression A, B;
binary operator op = {+, +=};
@@
- f(A op B)
+ h(A, B)
