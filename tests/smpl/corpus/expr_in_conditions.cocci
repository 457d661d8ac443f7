@@ expression E; @@
- pirq_free(E)
+ pirq_is_free(E)
