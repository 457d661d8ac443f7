// refused: 4: must differ from another position of the same rule
@@
expression E;
position p, q != p;
@@
- f@p(E)@q;
