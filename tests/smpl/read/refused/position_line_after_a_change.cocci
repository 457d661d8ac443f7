// refused: 8: a test of a line after a rule that changes the file
@ r @
@@
- g();

@@
expression E;
position p : script:python() { p[0].line == "8" };
@@
- f@p(E)
+ h()
