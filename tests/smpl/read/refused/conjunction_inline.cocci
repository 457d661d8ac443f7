// refused: 5: `|` and `&` in one disjunction
@@
expression E;
@@
- f(\(E \& g(...) \| h(...)\))
+ h()
