// An `else if` that becomes several statements gets braces.
@@
expression F, E;
identifier V;
statement S;
@@
- if ((V = F) < E)
- S
+ V = F;
+ if (V < E)
+ S

@@
@@
- if (stopped) leave();
+ note();
+ leave();
