@seen@
expression handle;
position place;
@@
close_port(handle@place)

@@
expression handle;
position seen.place;
@@
- handle@place
+ port_of(handle)
