@@
identifier v != first && != second && =~ "d$" || = fourth;
@@
- release(v);
+ drop(v);
