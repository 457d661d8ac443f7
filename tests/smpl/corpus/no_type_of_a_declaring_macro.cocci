@@
type T;
identifier i;
@@
- static T i;

@@
type T;
identifier i, s;
@@
  struct s {
    ...
-   T i;
    ...
  };
