// refused: 4: #include
@@
@@
- #include "..."
