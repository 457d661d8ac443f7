// refused: 5: ::
@@
expression E;
@@
- xen::f(E);
