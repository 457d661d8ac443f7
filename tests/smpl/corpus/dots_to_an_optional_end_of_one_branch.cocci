@@
expression E;
@@
  open();
  ...
(
  start(E);
  ...
? stop(E);
+ stopped(E);
|
- begin(E);
)
