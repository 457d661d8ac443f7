// refused: 5: `|` and `&` in one choice
@@
expression E;
@@
- f(\(E \& g(...) \| h(...)\))
+ h()
