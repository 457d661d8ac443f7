// refused: 3: func
@@
func f;
@@
- f(1)
+ h()
