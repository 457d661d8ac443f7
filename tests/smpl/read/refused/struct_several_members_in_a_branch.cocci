// refused: 6: several members in a branch of a disjunction
@@
@@
  struct port {
  ...
(
- int a;
|
- long b;
- long c;
)
  ...
  };
