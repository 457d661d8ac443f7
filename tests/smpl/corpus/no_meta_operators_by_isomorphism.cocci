@@
binary operator op;
expression e;
@@
- given(e op NULL)
+ given(e)

@@
assignment operator set;
expression e;
local idexpression x;
@@
- x set limit(e)
+ x set bounded(e)
