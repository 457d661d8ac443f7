@@
expression x;
@@
- -x
+ neg(x)
