@@
expression E;
@@
(
  put(0)
|
* put(E)
)
