@@
struct port E;
@@
- take(E.count)
+ give(1)

@@
struct port *P;
@@
  P->
-  count
+  total

@@
expression E;
@@
- set(E->count)
+ put(E)

@@
type T;
T E;
identifier lock;
@@
- init(&E.lock)
+ start(sizeof(T))
