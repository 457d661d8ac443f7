@@
expression list args, args2;
expression err;
statement S;
@@
- try(args, &err, args2);
- if (err)
+ if (!try_now(args, &err, args2))
     S

@@
expression list as;
@@
- old_log(as);
+ new_log(1, as);
+ other_log(as, 2, as);
