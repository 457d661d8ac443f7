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
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  <...
+ leave();
  return ...;
  ...>
  }
