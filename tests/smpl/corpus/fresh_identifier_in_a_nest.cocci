@@
identifier f;
expression E;
fresh identifier sum = "sum";
@@
f(...)
{
+ int sum = 0;
<+...
- add(E);
+ sum += E;
...+>
}
