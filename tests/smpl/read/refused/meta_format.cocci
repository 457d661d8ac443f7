// refused: 3: format
@@
format d;
@@
- printf("%@d@")
