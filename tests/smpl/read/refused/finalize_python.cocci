// refused: 8: finalize
@@
expression E;
@@
- f(E)
+ g(E)

@ finalize:python @
@@
print(count)
