// refused: 3: function
@@
function f;
@@
- f(1)
+ h()
