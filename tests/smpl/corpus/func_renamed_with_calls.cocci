@ def @
identifier f =~ "^xc_local_";
@@
  f(...) { ... }

@ use @
identifier def.f;
expression list ES;
@@
- f(ES)
+ wrapped(f, ES)
