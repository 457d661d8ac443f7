@@
@@
- int a;
- long b;
