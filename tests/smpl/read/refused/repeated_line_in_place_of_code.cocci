// refused: 6: ++ lines except whole lines next to code that stays
@@
expression E;
@@
- f(E);
++ g(E);
