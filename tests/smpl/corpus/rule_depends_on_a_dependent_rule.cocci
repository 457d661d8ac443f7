@ a @
@@
  first()

@ b depends on a @
@@
- second()
+ second_seen()

@ depends on b @
@@
- third()
+ third_seen()
