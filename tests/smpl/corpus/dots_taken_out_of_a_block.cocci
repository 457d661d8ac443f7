@@
@@
- if (present()) {
  ...
- }
