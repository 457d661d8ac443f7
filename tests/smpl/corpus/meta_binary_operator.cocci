@@
binary operator op;
constant c;
expression e;
@@
- c op
  e
+ op c

@@
binary operator less = {<, <=};
expression a, b;
@@
- a less b ? a : b
+ MIN(a, b)

@@
binary operator op =~ "^[<>]=$";
expression a, b;
@@
- assert(a op b);
+ assert_limit(a, b);
