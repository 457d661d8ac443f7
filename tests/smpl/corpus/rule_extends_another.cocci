@swap@
type T;
T tmp, a, b;
@@
- tmp = a;
- a = b;
- b = tmp;
+ SWAP(a, b);

@extends swap@
identifier unused;
@@
{
...
- T unused;
... when != unused
}
