// refused: 3: script
@@
identifier f : script:python() { len(f) > 3 };
@@
- f(1)
+ h()
