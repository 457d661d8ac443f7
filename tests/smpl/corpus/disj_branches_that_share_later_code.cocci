@@
expression D, P;
@@
(
- dev_init(D);
- device_add_child(P, D, NULL);
+ dev_new(P, D);
|
- dev_init_late(D);
- device_add_child(P, D, 1);
+ dev_new_late(P, D);
)
