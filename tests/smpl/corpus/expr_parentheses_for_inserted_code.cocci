@@
expression E;
@@
- negated(E)
+ -E
@@
expression E;
@@
- member(E)
+ E->x
@@
expression E, F;
@@
- both(E, F)
+ E && F
@@
expression E;
@@
- plain(E)
+ log(E)
