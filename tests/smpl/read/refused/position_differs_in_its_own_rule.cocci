// refused: 4: differs from one of its own rule
@@
expression E;
position p, q != p;
@@
- f@p(E)@q;
