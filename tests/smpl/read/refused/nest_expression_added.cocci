// refused: 6: a nest in a + line
@@
expression E;
@@
- g(E);
+ f(<+... E ...+>);
