@@
expression A, B, X, Y;
@@
- A > B ? X : Y
+ pick(A, B, X, Y)
