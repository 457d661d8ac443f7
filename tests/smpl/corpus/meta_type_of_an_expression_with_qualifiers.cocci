@ disable drop_cast @
type T;
T E;
@@
- (T)E
+ E

@@
type T;
T E;
@@
- save(E)
+ save_as(sizeof(T), E)

@@
type T;
const T E;
@@
- fixed(E)
+ fixed_as(sizeof(T), E)

@@
type T;
const T *E;
@@
- look(E)
+ look_at(sizeof(T), E)
