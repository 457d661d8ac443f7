@@
expression list L;
@@
- first(L, 0)
+ one(L)

@@
@@
second(...,
- 0
+ 1
 )
