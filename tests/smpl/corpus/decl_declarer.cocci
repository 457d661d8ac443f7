@@
declarer name DECLARE_MAP, DEFINE_MAP;
expression x, y;
@@
- DECLARE_MAP(x, y);
+ DEFINE_MAP(x, BITS, y);

@@
declarer name module_author;
@@
- module_author(...);

@@
declarer name DEFINE_LIST;
identifier i;
@@
- struct list i = { 0 };
+ DEFINE_LIST(i);
