@@
expression E;
@@
(
  start(...)
&
- start(E, 1)
+ begin(E)
&
  start(..., <+... p ...+>, ...)
)
