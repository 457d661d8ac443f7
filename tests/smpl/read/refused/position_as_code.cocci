// refused: 6: position p stands for a place, not for code
@@
expression E;
position p;
@@
- f(E, p);
