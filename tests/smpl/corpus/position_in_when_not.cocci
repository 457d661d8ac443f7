@seen@
position place;
@@
reset@place(0);

@@
position seen.place;
expression E;
@@
- open_port(E);
+ port_open(E);
  ... when != reset@place(...);
  close_port(E);
