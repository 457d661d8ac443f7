@@
typedef dev_t, device_t;
@@
- dev_t *
+ device_t
