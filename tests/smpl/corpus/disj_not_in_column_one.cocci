@@
expression E;
@@
(
!E
|
- E == NULL
+ !E
)
