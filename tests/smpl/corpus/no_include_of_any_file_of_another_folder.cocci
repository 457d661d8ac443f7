@@
@@
- #include "hw/..."
