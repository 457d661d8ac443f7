@@
@@
  if (...)
- one();
+ first();
  else
  two();
