virtual quick, slow

@depends on !quick && !slow@
expression E;
@@
- release(E);
