@@ expression E; @@
- xc_lock(E);
  ... when != touch(E)
      when != feel(E)
- xc_unlock(E);
