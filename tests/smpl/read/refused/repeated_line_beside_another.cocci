// refused: 7: ++ lines beside + lines
@@
expression E;
@@
  f(E);
+ g(E);
++ h(E);
