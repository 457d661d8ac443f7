@@ identifier f = {xc_map, xc_unmap}; expression list ES; @@
- f(ES)
+ checked(f, ES)
