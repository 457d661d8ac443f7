@@
expression E, F;
identifier fn;
@@
  fn(...)
  {
  <...
- xc_use(E)
+ use(E)
  ...>
  }
