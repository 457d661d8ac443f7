@@
identifier I;
@@
- #undef I
+ #undef ANY
