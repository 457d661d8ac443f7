// refused: 7: conjunction
@@
expression E, F;
@@
(
  f(E)
&
- g(F)
)
