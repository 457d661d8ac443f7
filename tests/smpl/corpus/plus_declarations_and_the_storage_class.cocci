@@
identifier i;
@@
- int i;
+ int low;
+ int high;
