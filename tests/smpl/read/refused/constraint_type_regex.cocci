// refused: 3: this constraint (=~ "^int")
@@
type T =~ "^int";
identifier i;
@@
- T i;
