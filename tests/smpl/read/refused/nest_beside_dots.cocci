// refused: 7: a nest beside ... or another nest
@@
@@
  first();
  ...
+ middle();
  <...
- old();
  ...>
  last();
