@ opened @
identifier h;
expression E;
@@
  h = xc_open(E);

@ closed @
identifier opened.h;
expression opened.E;
@@
- xc_close(h);
+ xen_close(h, E);
