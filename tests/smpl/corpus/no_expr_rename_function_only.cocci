@@ @@
- xc_domain_shutdown
+ xendevicemodel_shutdown
  (...)
