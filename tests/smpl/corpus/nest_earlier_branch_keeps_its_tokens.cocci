@@ identifier v, fld; @@
- struct tuner v;
+ struct tuner *v;
<...
(
- v.fld
+ v->fld
|
- v
+ *v
)
...>
