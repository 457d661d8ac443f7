@ r @
expression E;
@@
- xc_begin(E);
+ xen_begin(E);

@@
expression r.E;
@@
- xc_end(E);
+ xen_end(E);
