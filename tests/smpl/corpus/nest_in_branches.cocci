@@
expression E;
@@
(
  if (ready(...)) {
  <...
- f(E);
+ g(E);
  ...>
  }
|
  while (ready(...)) {
  <...
- f(E)
+ h(E)
  ...>
  }
)
