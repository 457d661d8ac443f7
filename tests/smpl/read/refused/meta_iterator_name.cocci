// refused: 5: iterator
@@
expression E;
statement S;
iterator name FOR_EACH;
@@
- FOR_EACH(E) S
