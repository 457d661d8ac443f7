@seen@
expression handle;
position place;
@@
first(handle);
...
open_port@place(handle);

@@
expression seen.handle;
position place != seen.place;
@@
- open_port@place(handle);
+ port_open(handle);
