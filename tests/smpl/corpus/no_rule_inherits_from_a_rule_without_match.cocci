@ opened @
identifier h;
@@
  h = xc_open(...);

@ closed @
identifier opened.h;
@@
- xc_close(h);
+ xen_close(h);
