@@
identifier f, dev, n;
@@
- f(struct device *dev, int n) {
+ f(struct device *dev, long n) {
      ...
      probe(dev);
      ...
  }
