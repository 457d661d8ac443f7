@r exists@
identifier f, i;
@@
f(...)
{
  ... when any
  static int i;
  ... when any
}

@@
identifier r.f, r.i;
@@
f(...)
{
++ note(&i);
  ...
}
