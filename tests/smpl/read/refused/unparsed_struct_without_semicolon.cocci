// refused: 4: struct with its members and without a `;`
@@
@@
  struct port {
- int users;
  ...
  }
