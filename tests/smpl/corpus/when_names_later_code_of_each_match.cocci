@@
expression c, p;
@@
- init(c);
  ... when != foo(p)
- add(p);
