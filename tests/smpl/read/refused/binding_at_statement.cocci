// refused: 6: @
@@
expression E;
statement S;
@@
- f(E)@S;
