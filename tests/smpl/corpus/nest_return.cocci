@@
identifier fn = {one, two};
@@
  fn(...)
  {
+ enter();
  <...
+ leave();
  return ...;
  ...>
  }
