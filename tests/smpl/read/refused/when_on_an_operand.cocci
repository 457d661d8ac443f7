// refused: 6: when on dots of arguments or operands
@@
expression E;
@@
  f(E + ...
    when != E);
