@@
expression E;
statement S1, S2;
@@
if (
(
!E
|
- E == NULL
+ !E
)
   )
 S1
else S2
