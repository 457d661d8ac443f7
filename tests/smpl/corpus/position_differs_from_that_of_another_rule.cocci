@inside@
expression handle;
position place;
@@
assert(open_port@place(handle))

@@
position place != inside.place;
expression handle;
@@
- open_port@place(handle)
+ port_open(handle, 0)
