@r@
expression e;
position p;
@@
e ==@p NULL

@@
expression e;
position p != r.p;
@@
- e ==@p NULL
+ missing(e)
