@@
expression E;
@@
(
- start(E);
+ first_of(E);
  ...
- mid(E);
  ...
?- stop(E);
|
- begin(E);
+ begin_of(E);
  ...
?- stop(E);
)
