// refused: 3: local idexpression
@@
local idexpression x;
@@
- f(x)
+ h()
