// refused: 12: no `-` and `+` lines
@@
expression E;
@@
- g(E);
+ h(E);
@@
expression E;
@@
f(E);
...
* h(E);
