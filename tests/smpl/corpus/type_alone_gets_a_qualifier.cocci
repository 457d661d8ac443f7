@@
@@
+ const
  struct ops
