@@
@@
- struct old *
+ struct new *
