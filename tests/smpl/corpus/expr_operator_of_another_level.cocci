@@
expression a, b;
@@
- both(a == b)
+ both(a * b)

@@
expression a, b;
@@
- less(a - b)
+ less(b - a)

@@
expression a, b;
@@
- sum(a * b)
+ sum(b <= 1 + a)
