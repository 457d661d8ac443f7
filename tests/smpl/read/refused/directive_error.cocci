// refused: 4: #error
@@
@@
- #error old
