// refused: 5: a disjunction of statements and expressions
@@
expression E;
@@
  port_open(\( E; \| E + 1 \));
