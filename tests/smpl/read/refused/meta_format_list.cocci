// refused: 3: format
@@
format list ds;
@@
- printf("%@ds@")
