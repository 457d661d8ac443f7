@@
@@
- void unused(int a)
- {
-     ...
- }
