// refused: 3: expression list
@@
expression list[n] ES;
@@
- f(ES)
+ h()
