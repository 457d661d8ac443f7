// refused: 5: \ before +
@@
expression E;
@@
- E \+ 1
+ port_next(E)
