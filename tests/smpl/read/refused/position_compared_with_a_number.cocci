// refused: 4: a script that compares with a number (8)
@@
expression E;
position p : script:python() { p[0].line == 8 };
@@
- f@p(E)
+ h()
