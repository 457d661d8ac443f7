@@
expression E;
@@
* alloc_page(E)
