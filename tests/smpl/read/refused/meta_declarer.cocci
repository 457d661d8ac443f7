// refused: 4: declarer
@@
expression E;
declarer d;
@@
- d(E);
