@@
identifier fn;
@@
* fn(...)
{
  ...
  abort_all();
  ...
}
