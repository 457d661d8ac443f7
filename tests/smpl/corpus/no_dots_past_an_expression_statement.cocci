@@
expression E;
@@
- begin();
  ...
  E;
- end();
