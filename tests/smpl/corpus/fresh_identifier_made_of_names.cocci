@@
identifier member, object;
fresh identifier getter = "get_" ## member;
fresh identifier setter = member ## "_of";
fresh identifier both = object ## "_" ## member ## member;
fresh identifier same = member;
fresh identifier plain = "new" ## "name";
@@
- lookup(object->member)
+ lookup(getter, setter, both, same, plain)
