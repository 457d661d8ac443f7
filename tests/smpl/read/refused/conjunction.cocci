// refused: 6: a conjunction beside ...
@@
@@
  begin();
  ...
(
  f(...);
&
- f(1);
)
