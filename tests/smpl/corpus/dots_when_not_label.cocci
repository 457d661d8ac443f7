@@
identifier err, errp, lbl, fun;
@@
  if (
-     !fun(&err)
+     !fun(errp)
     )
  {
      ... when != err
          when != lbl:
          when strict
-     propagate(errp, err);
      return;
  }
