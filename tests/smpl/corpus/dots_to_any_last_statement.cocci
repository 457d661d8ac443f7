@@
statement S;
@@
  {
- begin();
  ...
(
  stop();
|
  S
)
  }
