@tested@
statement S;
position place;
@@
if (...) S@place

@@
statement S;
position tested.place;
@@
- S@place
+ stop();
