@ opened @
identifier h;
expression E;
@@
- h = xc_open(E);
+ h = xen_open(E);

@ closed @
identifier opened.h;
@@
- xc_close(h);
+ xen_close(h);
