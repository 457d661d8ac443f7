@@ identifier f =~ "evtchn"; expression list ES; @@
- f(ES)
+ checked(ES)
