// refused: 6: an attribute after a name that has others too
@@
type T;
attribute name __user;
@@
- f((T __user) 0);
