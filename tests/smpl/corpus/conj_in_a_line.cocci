@@
expression E;
@@
- h(\(f(...) \& E\))
+ h(E, 1)
