// refused: 4: attribute
@@
identifier i;
attribute name __init;
@@
- int __init i;
