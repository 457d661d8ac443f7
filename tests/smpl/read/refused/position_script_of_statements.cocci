// refused: 4: a script that is not a single Python expression
@@
expression E;
position p : script:python() { import os };
@@
- f@p(E)
+ h()
