// refused: 4: #undef
@@
@@
- #undef OLD
