@@
identifier f;
@@
struct regs {
    ...
-   u8 f;
+   uint8_t f;
    ...
};
