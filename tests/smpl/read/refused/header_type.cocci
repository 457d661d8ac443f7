// refused: 2: type
@ r type @
@@
- OLD
+ NEW
