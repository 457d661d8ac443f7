@@
expression E;
@@
(
- start(E, 1)
+ begin(E)
&
  start(<+... p ...+>, ...)
)
