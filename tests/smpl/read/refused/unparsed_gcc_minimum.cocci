// refused: 5: GCC's operator <?
@@
expression E, F;
@@
- E <? F
+ MIN(E, F)
