@@
local idexpression x;
@@
- release(x);
+ drop(x);
