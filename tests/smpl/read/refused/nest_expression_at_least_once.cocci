// refused: 5: <+... ...+>
@@
expression E;
@@
- if (<+... f(E) ...+>) { x(); }
