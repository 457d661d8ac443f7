// refused: 5: * lines
@@
expression E;
@@
* f(E)
