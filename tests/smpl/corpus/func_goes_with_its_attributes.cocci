@@
identifier f;
@@
- static int f(void)
- {
- ...
- }
