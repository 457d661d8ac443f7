// The statements of two macros are no sequence.
@@
expression H, E;
@@
- lock(H);
- E = take(H);
+ E = take_locked(H);
