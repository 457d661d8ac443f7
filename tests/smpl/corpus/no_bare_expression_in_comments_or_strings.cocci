@@
@@
 start()
 ...
- get_mem(1)
+ got_mem(1)
