@@ identifier f =~ "^xc_(map|unmap)$"; expression list ES; @@
- f(ES)
+ checked(f, ES)
