@@
identifier f, p;
@@
f(...)
{
  ...
  packet_t
- p
+ *p = packet_new()
  ;
  ...
++ if (!p) return -1;
  fill();
  ...
++ packet_free(p);
  return ...;
}
