@@
expression E, F;
@@
(
- E = F << ...;
+ E = shifted(F);
|
- E = F - ...;
+ E = less(F);
|
- E = ... / F;
+ E = part(F);
|
- E = F ? ... : 0;
+ E = chosen(F);
)
