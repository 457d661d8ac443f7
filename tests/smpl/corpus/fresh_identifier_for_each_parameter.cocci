@@
identifier f =~ "^spare";
type T;
fresh identifier unused = "unused";
@@
f(..., T
+ unused
  , ...)
{ ... }
