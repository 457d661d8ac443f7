@ a @
@@
  first()

@ b @
@@
  second()

@ depends on a && b @
@@
- both()
+ both_seen()

@ depends on a || b @
@@
- either()
+ either_seen()

@ depends on a && !b @
@@
- only_first()
+ only_first_seen()

@ depends on (a || b) && !(a && b) @
@@
- one_of()
+ one_of_seen()
