// refused: 3: names no metavariable
@@
expression ;
@@
- f(1)
+ g(1)
