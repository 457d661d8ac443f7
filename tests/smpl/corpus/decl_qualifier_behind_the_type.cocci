@@
@@
- const
  char *p = &text;
