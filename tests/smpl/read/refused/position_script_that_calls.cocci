// refused: 4: a script that is no test of a place
@@
expression E;
position p : script:python() { print(p) };
@@
- f@p(E)
+ h()
