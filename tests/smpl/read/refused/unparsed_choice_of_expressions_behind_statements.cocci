// refused: 7: an expression without `;` beside `...`
@@
expression E;
@@
  port_open(E);
  ...
(
- *E
+ E[0]
|
- E
+ *E
)
