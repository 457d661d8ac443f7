@one@
identifier v;
@@
never(v);

@extends one@
@@
- first(v);
