@@
expression X;
@@
  if (X == NULL)
- one();
+ first();
  else
  two();

@@
expression A, B;
@@
- if (A < B) low(A); else high(B);
+ by_order(A, B);

@@
expression A;
@@
  if (A && full(A))
- keep();
+ hold();
  else
  drop();
