@r@
identifier old;
@@
  open_port(old);

@@
fresh identifier kept = "kept_" ## r.old;
expression E;
@@
- close_port(E)
+ close_port(E, kept)
