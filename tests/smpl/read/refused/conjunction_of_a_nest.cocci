// refused: 4: a nest of statements in a conjunction
@@
@@
(
  if (a) { <... b(); ...> }
&
- if (a) { ... }
)
