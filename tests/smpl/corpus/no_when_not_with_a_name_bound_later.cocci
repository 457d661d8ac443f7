@@
expression E;
@@
- begin();
  ... when != E
  return E;
