@@
identifier i;
@@
- const volatile int i;
+ fixed i;
