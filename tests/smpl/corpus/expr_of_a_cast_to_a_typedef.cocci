@@ expression x, d; @@
- (((x) + ((d) / 2)) / (d))
+ DIV_CLOSEST(x, d)
