@@ expression H, P; @@
- xc_physdev_unmap(H, P)
+ xendevicemodel_physdev_unmap_pirq(xen_dmod, xen_domid, P)
