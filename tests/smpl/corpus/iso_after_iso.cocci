@@
expression *E;
statement S;
@@
- if (!E) S
+ check(E);

@@
expression *E;
@@
  if (
- E
+ is_set(E)
  ) go();

@@
expression x;
@@
- x = 0;
+ clear(&x);

@@
type T;
expression E;
@@
x = (T)
- f(E)
+ g(E)
;

@@
statement S;
@@
- for (;;) { S }
+ loop();
