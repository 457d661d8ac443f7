@seen@
position place;
@@
open_port@place(0);

@@
position place != seen.place;
expression E;
@@
(
- open_port@place(E);
+ port_open(E);
|
- open_port(E);
+ port_open_first(E);
)
