@seen@
position first, last;
@@
{@first
  ...
  close_port(...);@last
}

@@
position seen.first, seen.last;
@@
{@first
+ begin();
  ...
  close_port(...);@last
}
