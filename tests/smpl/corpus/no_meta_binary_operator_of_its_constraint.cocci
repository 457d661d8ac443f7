@@
binary operator test = {==, !=};
binary operator sum != {+, -} && !~ "[*/]";
expression a, b;
@@
(
- low(a test b)
+ compared(a, b)
|
- high(a sum b)
+ joined(a, b)
)
