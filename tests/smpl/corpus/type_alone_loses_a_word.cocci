@@
@@
- unsigned
  char
