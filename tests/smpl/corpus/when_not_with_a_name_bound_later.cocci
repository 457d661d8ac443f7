@@
expression E;
@@
- begin();
+ start();
  ... when != E
  return E;

@@
expression X;
@@
- get(1);
+ take(1);
  ... when != lose(X)
  put(X);
