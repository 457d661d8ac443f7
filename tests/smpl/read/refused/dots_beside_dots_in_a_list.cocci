// refused: 4: ... beside ...
@@
@@
- call(..., ...)
+ other()
