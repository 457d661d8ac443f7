@seen@
position place;
@@
open_port@place(...);

@@
expression handle;
@@
- reset(handle);

@@
position place != seen.place;
expression handle;
@@
- open_port@place(handle);
+ port_open(handle);
