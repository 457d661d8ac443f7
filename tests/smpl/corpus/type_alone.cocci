@@
typedef handle_t, newhandle;
@@
- handle_t
+ newhandle *
