@@ expression E; @@
- pirqs[E].state
+ pirq_state(E)
