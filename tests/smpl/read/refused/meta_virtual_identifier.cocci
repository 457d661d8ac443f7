// refused: 3: virtual
@@
identifier virtual.alloc;
@@
- alloc(1)
+ h()
