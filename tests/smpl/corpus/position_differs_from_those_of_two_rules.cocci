@inside@
expression handle;
position place;
@@
assert(open_port@place(handle))

@tested@
expression handle;
statement S;
position place;
@@
if (open_port@place(handle)) S

@@
position place != {inside.place, tested.place};
expression handle;
@@
- open_port@place(handle)
+ port_open(handle, 0)
