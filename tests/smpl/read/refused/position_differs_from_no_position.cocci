// refused: 4: no earlier rule binds r.p
@@
expression E;
position q != r.p;
@@
- f@q(E);
