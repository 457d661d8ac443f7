@@ expression E; @@
- xc_map(E, \(0\|NULL\))
+ xen_map(E)
