@@
position place;
expression handle;
@@
- handle == NULL@place
+ is_closed(handle)
