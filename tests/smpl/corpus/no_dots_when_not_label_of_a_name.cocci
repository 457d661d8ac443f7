@@
symbol out;
@@
- begin();
  ... when != out:
- end();
