// refused: 4: #ifdef
@@
@@
- #ifdef OLD
- x();
- #endif
