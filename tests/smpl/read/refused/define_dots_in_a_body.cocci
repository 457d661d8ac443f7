// refused: 4: ... in the body of a #define
@@
@@
- #define f() g(...)
