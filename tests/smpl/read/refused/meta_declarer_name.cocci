// refused: 4: declarer
@@
expression E;
declarer name DEFINE_XEN;
@@
- DEFINE_XEN(E);
