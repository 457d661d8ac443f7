// refused: 4: no rule before this one binds r.p
@@
expression E;
position q != r.p;
@@
- f@q(E);
