// refused: 4: #line
@@
@@
- #line 3
