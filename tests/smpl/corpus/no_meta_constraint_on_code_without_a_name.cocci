@@
expression E =~ "first";
@@
- release(E);
