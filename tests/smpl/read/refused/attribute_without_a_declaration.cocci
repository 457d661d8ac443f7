// refused: 6: an attribute that belongs to no declaration or type
@@
expression E;
attribute name __user;
@@
  f(E) __user;
- g(E);
