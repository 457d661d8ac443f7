// refused: 4: ... among the parameters of a #define
@@
@@
- #define f(..., a, ...) 1
