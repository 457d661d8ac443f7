// refused: 8: an inherited type in a metavariable's type (r.T)
@r@
type T;
T *E;
@@
  port_of(E)
@@
r.T *E;
@@
- port_use(E)
