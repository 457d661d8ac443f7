@r@
identifier old;
fresh identifier kept = "kept_" ## old;
fresh identifier number = "number";
@@
- int old;
+ int kept;
+ int number;

@@
identifier r.old, r.kept, r.number;
@@
- use(old)
+ use(kept, number)
