// refused: 5: a position in a #define
@@
position p;
@@
- #define f@p 1
