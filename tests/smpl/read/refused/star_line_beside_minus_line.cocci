// refused: 9: no `-` and `+` lines
@@
expression E;
@@
* f(E);
@@
expression E;
@@
- g(E);
