// refused: 6: ++ lines but for whole lines beside code that stays
@@
expression E;
@@
  f(E
++ , 0
  )
