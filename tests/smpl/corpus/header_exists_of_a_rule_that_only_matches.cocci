@ r exists @
expression E;
identifier f;
@@
  f(...) {
    ...
    xc_lock(E);
    ...
    xc_unlock(E);
    ...
  }

@ depends on r @
identifier r.f;
@@
- f(int a)
+ renamed(int a)
  { ... }
