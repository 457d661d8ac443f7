@r@
identifier old;
@@
  open_port(old);

@@
fresh identifier kept = "kept_" ## r.old;
identifier r.old;
@@
- close_port(old)
+ close_port(kept)

@@
fresh identifier seen = r.old ## "_seen";
@@
- note(1)
+ note(seen)
