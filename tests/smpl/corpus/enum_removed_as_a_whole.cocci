@@
identifier e;
@@
- enum e { ... };
