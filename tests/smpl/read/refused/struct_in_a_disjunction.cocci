// refused: 4: a struct with its members and without a `;` in a disjunction or a when clause
@@
@@
(
  struct port {
- int users;
  ...
  }
|
  struct dock {
- int users;
  ...
  }
)
