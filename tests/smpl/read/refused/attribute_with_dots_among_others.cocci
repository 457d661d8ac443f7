// refused: 6: an attribute that contains `...` or a disjunction
@@
identifier i;
attribute name __at;
@@
- int i __at(1, ...);
