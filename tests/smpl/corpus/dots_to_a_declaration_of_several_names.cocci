@@
identifier f, i;
@@
f(...)
{
  ...
  int i;
  ...
- use(i);
  ...
}
