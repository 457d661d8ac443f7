@@
expression a, b;
@@
- (ROUND(a,b))
+ ROUND(a,b)
