// refused: 4: attributes of a function
@@
@@
  void f(int a) __attribute__((noreturn))
  {
-     g();
  }
