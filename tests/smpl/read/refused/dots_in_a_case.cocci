// refused: 6: ... in a case of a switch pattern
@@
expression E;
@@
  switch (E) {
  case 1:
      ...
-     a();
  }
