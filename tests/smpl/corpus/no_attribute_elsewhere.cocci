@@
attribute name __late, __at;
identifier i;
expression e;
@@
(
- int i __late;
|
- int i __late = e;
|
- int i __at(2);
)

@@
attribute name __late;
identifier i;
@@
  struct i {
    ...
-   int n;
    ...
  } __late;
