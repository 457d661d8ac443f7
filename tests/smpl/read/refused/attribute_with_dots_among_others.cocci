// refused: 6: an attribute with `...` or a choice in it
@@
identifier i;
attribute name __at;
@@
- int i __at(1, ...);
