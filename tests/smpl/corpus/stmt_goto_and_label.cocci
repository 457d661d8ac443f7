@@ identifier l; @@
- goto l;
+ return xc_fail();
