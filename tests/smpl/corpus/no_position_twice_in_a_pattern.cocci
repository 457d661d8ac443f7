@@
position place;
expression handle;
@@
- open_port@place(handle);
+ begin(handle);
  ...
  close_port@place(handle);
