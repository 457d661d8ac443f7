// refused: 5: complex types (complex)
@@
identifier z;
@@
- long double complex z;
+ float z;
