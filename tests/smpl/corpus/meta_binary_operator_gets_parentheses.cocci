@@
binary operator op;
expression a, b;
@@
- swapped(a op b)
+ b op a

@@
binary operator op;
expression a, b;
@@
- negated(a op b)
+ !(a op -b)

@@
binary operator op;
expression a, b;
@@
- product(a op b)
+ product(a * b)
