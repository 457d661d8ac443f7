// refused: 2: using
using "more.iso"

@@
expression E;
@@
- f(E)
+ g(E)
