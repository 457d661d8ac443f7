@r@
assignment operator set;
expression x;
position p;
@@
x set@p start(...)

@@
expression x;
position r.p;
@@
  x =@p
- start
+ begin
  (...)
