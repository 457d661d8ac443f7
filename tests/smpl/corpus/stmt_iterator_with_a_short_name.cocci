@@
iterator name each;
expression x;
statement S;
@@
- each(x, ...) S
+ all(x);

@@
iterator name each_bit;
expression x, n;
@@
  first(x);
+ second(x);
  ...
  each_bit(x, n) {
    ...
  }
