// refused: 3: does not declare a metavariable
@@
expression ;
@@
- f(1)
+ g(1)
