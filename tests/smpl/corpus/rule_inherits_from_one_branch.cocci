@r@
expression a, b, c;
@@
(
one(a, c);
|
two(b, c);
)

@@
expression r.a, r.b, r.c;
@@
- use(\(a\|b\), c);
+ used(c);
