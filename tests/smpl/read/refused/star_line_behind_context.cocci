// refused: 7: * lines
@@
expression E;
@@
  g(E);
  ...
* f(E);
