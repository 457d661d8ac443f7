// refused: 8: script
@ r @
expression E;
@@
- f(E)
+ g(E)

@ script:python @
e << r.E;
@@
print(e)
