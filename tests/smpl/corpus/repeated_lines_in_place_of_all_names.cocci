@@
identifier x =~ "^part_";
@@
- int x;
++ long x;
