// refused: 4: a script that is no single expression of Python
@@
expression E;
position p : script:python() { import os };
@@
- f@p(E)
+ h()
