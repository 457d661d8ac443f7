@@
local idexpression struct port *x;
@@
- release(x);
+ drop(x);
