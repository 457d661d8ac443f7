@r@
expression e;
position p, q, s, t;
@@
mark(e ==@p 0, *@q e, e->@s next, e +=@t 1);

@@
expression r.e;
position r.p, r.q, r.s, r.t;
@@
(
- e ==@p 0
+ is_none(e)
|
- *@q e
+ value(e)
|
- e->@s next
+ next(e)
|
- e +=@t 1
+ count(e)
)
