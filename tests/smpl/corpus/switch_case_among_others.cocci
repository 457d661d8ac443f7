@@
expression E;
@@
  switch (E) {
- case OLD: old(); break;
  }
