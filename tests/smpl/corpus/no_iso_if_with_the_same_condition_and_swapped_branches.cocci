@@
expression X;
@@
  if (X == limit)
- one();
+ first();
  else
  two();
