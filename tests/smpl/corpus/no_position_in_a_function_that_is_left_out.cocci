@@
position place : script:python() { place[0].current_element != "port_free" };
expression handle;
@@
- free@place(handle);
+ port_free(handle);
