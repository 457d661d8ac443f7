@@
local idexpression x;
expression E;
@@
  x =
- one(E)
+ two(E)
