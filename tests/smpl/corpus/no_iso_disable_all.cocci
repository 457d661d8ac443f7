@ disable all @
expression E;
statement S;
@@
- if (E == NULL) S
+ if (is_none(E)) S
