@@
binary operator op = {+, -};
assignment operator set;
expression e;
identifier f;
@@
- total set ... op 1;
+ total set 1;

@@
binary operator op;
@@
  limit(
- 2 op <+... size ...+>
+ size
  )
