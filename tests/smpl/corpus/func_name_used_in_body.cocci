@@ identifier f; expression list ES; @@
  f(...)
  {
      ... when any
-     log_name(ES);
+     log_call(f, ES);
      ... when any
  }
