@@ expression E; expression list ES; @@
- xc_log(E, ES)
+ xen_log(LEVEL, E, ES)
