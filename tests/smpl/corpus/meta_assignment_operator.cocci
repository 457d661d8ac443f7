@@
assignment operator set;
expression e;
@@
- flags set e;
+ change_flags(e);

@@
assignment operator or = {|=, +=};
expression e, mask;
@@
  e or
- hex(mask)
+ mask

@@
assignment operator set;
identifier i;
expression e;
@@
- i set !e;
+ i set e == 0;
