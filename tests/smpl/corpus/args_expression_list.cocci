@@ expression list ES; @@
- xc_log(ES)
+ xen_log(ES)
