@@ expression list[2] ES; @@
- xc_log(ES)
+ xen_log(ES)
