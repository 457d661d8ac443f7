@@
identifier v (!= first && !~ "^se");
@@
- release(v);
+ drop(v);
