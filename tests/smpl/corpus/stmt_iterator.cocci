@@
iterator name EACH_PORT, FOREACH_SAFE, FOREACH;
expression x, y;
statement S;
@@
- FOREACH_SAFE
+ FOREACH
  (x, ...,
- y
+ next(y)
  ) S

@@
iterator name EACH_PORT;
identifier i;
expression n;
statement S;
@@
- for (i = 0; i < n; i++)
+ EACH_PORT(i, n)
  S

@@
iterator name FOREACH;
expression x;
@@
  FOREACH(x, ...) {
    ...
-   if (old(x))
-       break;
+   if (old(x))
+       continue;
  }
