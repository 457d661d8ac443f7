// refused: 6: an attribute after a name that has others too
@@
identifier i;
attribute name __init;
@@
- int __init i;
