// refused: 5: iterator
@@
expression E;
statement S;
iterator it;
@@
- it(E) S
