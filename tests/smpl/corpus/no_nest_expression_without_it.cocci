@@
symbol v;
@@
- set(<+... v ...+>)
+ set_v()
