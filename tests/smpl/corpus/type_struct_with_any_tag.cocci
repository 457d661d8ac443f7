@@
identifier s != busy;
struct s *p;
@@
- get(p)
+ get(p, 0)
