@@
@@
* begin();
* ...
* end();
