// refused: 3: pragma
@@
pragmainfo p;
@@
- x();
