@@ statement S; @@
- if (xen_enabled_at_build) S
+ S
