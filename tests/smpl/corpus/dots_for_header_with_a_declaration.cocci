@@
identifier i;
@@
 for (int i = 0; ...; ...) {
  ...
- use(i);
+ used(i);
  ...
 }
