@@
@@
if (ready()) {
- ... when != keep(...)
}
