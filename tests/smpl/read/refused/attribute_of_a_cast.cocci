// refused: 6: an attribute that is not the only one, behind a name
@@
type T;
attribute name __user;
@@
- f((T __user) 0);
