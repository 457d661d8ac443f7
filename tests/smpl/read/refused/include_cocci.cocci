// refused: 2: #include
#include "other.cocci"

@@
expression E;
@@
- f(E)
+ g(E)
