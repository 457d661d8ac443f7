@@ identifier f =~ "^xc_[a-z]*$"; expression list ES; @@
- f(ES)
+ checked(ES)
