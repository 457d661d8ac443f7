// refused: 4: identifier list
@@
identifier m;
identifier list IS;
@@
- f(IS)
+ h()
