// refused: 6: an attribute that is not the only one, behind a name
@@
identifier i;
attribute name __init;
@@
- int __init i;
