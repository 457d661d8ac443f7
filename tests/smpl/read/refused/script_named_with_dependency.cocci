// refused: 8: script
@ r @
expression E;
@@
- f(E)
+ g(E)

@ script:python s depends on r @
e << r.E;
new;
@@
coccinelle.new = e
