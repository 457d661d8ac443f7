@seen@
identifier fn;
position place;
@@
fn@place(...)
{
  ...
  close_port(...);
  ...
}

@@
identifier fn;
position seen.place;
@@
fn@place(...)
{
+ begin();
  ...
}
