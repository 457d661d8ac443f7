// refused: 4: a script that is not a test of a position
@@
expression E;
position p : script:python() { print(p) };
@@
- f@p(E)
+ h()
