@@
position place : script:python() {
    not (place[0].current_element == "port_free" or
         place[0].current_element in ("something_else", "first"))
};
expression handle;
@@
- free@place(handle)
+ port_free(handle)
