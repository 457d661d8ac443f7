// refused: 5: string
@@
expression E;
@@
- printf("...%d...", E)
