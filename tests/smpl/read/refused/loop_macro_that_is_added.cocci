// refused: 9: a loop macro (for_each_port)
@@
iterator name FOR_EACH_PORT;
expression D, P;
statement S;
@@
- FOR_EACH_PORT(D, P)
-   S
+ for_each_port(D, P)
+   S
