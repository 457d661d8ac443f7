// refused: 3: const in the type of a metavariable
@@
const char *s;
@@
- f(s);
