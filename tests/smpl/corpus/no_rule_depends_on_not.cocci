@ has @
@@
  xen_enabled()

@ depends on !has @
expression E;
@@
- xc_close(E)
+ xen_close(E)
