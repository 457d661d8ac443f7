@@
expression E;
@@
- begin();
  <...
- log_it(E);
+ note(E);
  ...>
