// refused: 4: variadic parameters of a #define
@@
@@
- #define f(x, ......) 1
