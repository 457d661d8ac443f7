@@
@@
- struct port { ... }
+ struct dock
