@@
struct port E;
@@
- take(E.count)
+ give(1)

@@
struct port *P;
@@
- look(P->count)
+ see(P)

@@
struct port S;
@@
- keep(S.count)
+ hold(S)
