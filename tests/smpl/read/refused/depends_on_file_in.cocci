// refused: 2: file
@ r depends on file in "hw/xen" @
expression E;
@@
- f(E)
+ g(E)
