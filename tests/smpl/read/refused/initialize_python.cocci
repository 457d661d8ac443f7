// refused: 2: initialize
@ initialize:python @
@@
count = 0

@@
expression E;
@@
- f(E)
+ g(E)
