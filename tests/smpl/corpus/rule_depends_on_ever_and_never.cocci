@ a @
identifier i;
@@
  first(i)

@ depends on ever a @
@@
- one()
+ one_seen()

@ depends on never a @
@@
- two()
+ two_seen()
