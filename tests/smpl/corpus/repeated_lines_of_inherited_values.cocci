@r@
identifier i;
@@
- reserve(i);

@@
identifier r.i;
@@
  start();
++ take(i);
++ note(i);

@@
identifier r.i;
@@
++ release(i);
  stop();
