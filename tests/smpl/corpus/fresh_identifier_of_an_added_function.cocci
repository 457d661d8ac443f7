@r@
identifier f;
struct ops *O;
@@
  O->open = f;

@@
identifier r.f;
fresh identifier wrapped = f ## "_locked";
@@
  int f(struct port *port)
  { ... }
+
+ static int wrapped(struct port *port)
+ {
+     return f(port);
+ }
