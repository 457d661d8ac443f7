@@
type T;
T *to;
T *from;
expression n;
@@
- memmove(to, from, n * sizeof(T));
+ move_array(to, from, n);
