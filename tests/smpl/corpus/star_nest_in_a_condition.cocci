@@
expression E;
statement S1, S2;
@@
* if (<+... E = get(...) ...+>) S1 else S2
