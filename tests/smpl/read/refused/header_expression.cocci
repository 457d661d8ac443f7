// refused: 2: expression
@ r expression @
@@
- OLD
+ NEW
