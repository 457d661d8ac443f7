// refused: 2: disable
@ disable optional_qualifier, is_null @
expression E;
@@
- f(E)
+ g(E)
