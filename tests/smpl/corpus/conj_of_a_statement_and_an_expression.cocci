@@
symbol p;
@@
- prepare();
(
  start(...);
&
  p
)
