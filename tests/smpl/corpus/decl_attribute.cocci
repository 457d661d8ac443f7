@@
attribute name __late, __at;
identifier i;
expression e;
@@
- short i __late;

@@
attribute name __late;
identifier i;
expression e;
@@
  short i __late =
- e
+ late(e)
  ;

@@
attribute name __at;
identifier i;
@@
- short
+ long
  i __at(...);

@@
attribute name __late;
identifier s;
@@
  struct s {
    ...
-   int n;
    ...
  } __late;

@@
attribute name __unused;
identifier f, i;
@@
  f(...,
-   short
+   long
    i __unused, ...)
  { ... }
