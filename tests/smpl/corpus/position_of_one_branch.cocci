@seen@
position place;
expression E;
@@
(
open_port@place(0);
|
open_port(E);
)

@@
position seen.place;
expression E;
@@
- open_port@place(E);
+ port_open(E);
