@seen@
expression handle;
position place;
@@
open_port@place(handle, 0);

@@
position seen.place;
expression handle;
@@
- open_port@place(handle, 1);
