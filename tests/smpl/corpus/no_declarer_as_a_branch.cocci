@@
declarer name declare_map;
expression x, y;
@@
- declare_map(x, y);
