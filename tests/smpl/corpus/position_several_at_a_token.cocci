@seen@
position one, two;
@@
open_port@one@two(0);

@@
position seen.one;
position seen.two;
expression E;
@@
- open_port@one@two(E);
+ port_open(E);
