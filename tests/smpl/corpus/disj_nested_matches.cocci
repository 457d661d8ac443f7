@@
identifier fld;
symbol v;
@@
(
- v.fld
+ v->fld
|
- v
+ *v
)
