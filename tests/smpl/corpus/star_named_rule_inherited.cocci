@r@
identifier f;
expression E;
@@
 register_handler(E, f)

@@
identifier r.f;
@@
* f(...)
