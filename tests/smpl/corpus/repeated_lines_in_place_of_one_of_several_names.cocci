@@
identifier x =~ "^num_";
@@
- int x;
++ unsigned x;
++ note(x);
