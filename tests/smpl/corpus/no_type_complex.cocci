@@
@@
- double
+ float

@@
identifier i;
@@
- long double i;
+ float i;

@@
double E;
@@
- take(E)
+ give(E)

@@
type T = double;
identifier i;
@@
- T i;
+ float i;
