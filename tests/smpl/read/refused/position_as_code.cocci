// refused: 6: position p is a position, not code
@@
expression E;
position p;
@@
- f(E, p);
