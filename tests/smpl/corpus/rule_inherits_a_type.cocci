@ r @
type T;
identifier i;
@@
  T i = XC_NONE;

@@
type r.T;
@@
- xc_size(sizeof(T))
+ xen_size()
