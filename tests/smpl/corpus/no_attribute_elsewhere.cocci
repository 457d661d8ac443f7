@@
attribute name __late;
identifier f, i;
@@
  f(...,
-   int
+   long
    i __late, ...)
  { ... }

@@
attribute name __late;
identifier s;
@@
  struct s {
    ...
-   int n;
    ...
  } __late;
