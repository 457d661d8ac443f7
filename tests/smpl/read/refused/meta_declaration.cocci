// refused: 3: declaration
@@
declaration d;
@@
- d
+ h()
