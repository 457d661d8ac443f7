@@
expression E;
@@
  prepare();
(
- start(E);
+ begin(E);
&
  start(<+... p ...+>);
)
