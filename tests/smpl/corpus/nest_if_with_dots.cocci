@@
expression E;
identifier fn;
@@
  fn(...)
  {
  <...
  if (E < 0) {
  ...
- log_it();
  ...
  }
  ...>
  }
