@ disable drop_cast @
type T;
T E;
@@
- (T)E
+ E

@@
char *s;
@@
- take(&s)
+ give(s)

@@
const int *p;
@@
- set(p)
+ put(p)
