// refused: 7: a parameter metavariable among arguments
@@
identifier f;
parameter p;
@@
  f(p) {
+ log(p);
  ...
  }
