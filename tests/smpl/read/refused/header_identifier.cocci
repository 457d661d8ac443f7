// refused: 2: identifier
@ r identifier @
@@
- OLD
+ NEW
