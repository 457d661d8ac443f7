@@
expression D;
fresh identifier flags = "flags";
@@
- lock(D);
+ unsigned long flags = lock_save(D);
  ...
- unlock(D);
+ unlock_restore(D, flags);
