@@
statement S;
expression E;
@@
- for (...; E; ...) S
+ loop(E);
