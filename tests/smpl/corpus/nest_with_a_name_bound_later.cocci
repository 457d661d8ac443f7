@@
identifier end, run;
expression list args;
@@
  void run(...)
  {
  <+...
  if (...)
- {
-     end(args);
-     return;
- }
+ {
+     goto out;
+ }
  ...+>
+ out:
  end(args);
  }
