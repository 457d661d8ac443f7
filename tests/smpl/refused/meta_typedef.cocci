// refused: 4: typedef
@@
expression E;
typedef xc_handle;
@@
- f((xc_handle)E)
+ h()
