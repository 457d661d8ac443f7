@one@
type T;
T x;
@@
first(x)

@two@
type U;
U x;
@@
never(x)

@@
{one.T, two.U} y;
@@
- release(y);
