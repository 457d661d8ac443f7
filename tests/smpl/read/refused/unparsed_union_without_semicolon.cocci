// refused: 5: union with its members and without a `;`
@@
identifier u;
@@
  union
- u
+ port_data
  { ... }
