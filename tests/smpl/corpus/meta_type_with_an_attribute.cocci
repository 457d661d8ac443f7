@@
identifier f, flags;
type T;
@@
f(...,
-     T flags
+     flags_t flags
     , ...) {
   ...
   take(..., flags)
   ...
}

@@
type T;
identifier x = {user, number, plain};
@@
- T x;
+ long x;
