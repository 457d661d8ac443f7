// Dots in a macro's body pass what they pass in a function.
@@
expression H;
@@
- lock(H);
  ... when != wait(H)
- unlock(H);
