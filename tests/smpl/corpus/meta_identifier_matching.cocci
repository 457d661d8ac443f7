@@ identifier f =~ "^xc_evtchn_"; expression list ES; @@
- f(ES)
+ checked(f(ES))
