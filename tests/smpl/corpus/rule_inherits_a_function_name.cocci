@ r @
identifier f;
@@
  f(...)
  {
      ...
      xc_shutdown();
      ...
  }

@@
identifier r.f;
@@
- hook = f;
+ xen_hook = f;
