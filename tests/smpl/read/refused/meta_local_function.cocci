// refused: 3: local
@@
local function f;
@@
- f(1)
+ h()
