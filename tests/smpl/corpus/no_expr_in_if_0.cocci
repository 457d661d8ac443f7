@@ expression E; @@
- xc_evtchn_open(E)
+ xenevtchn_open(E)
