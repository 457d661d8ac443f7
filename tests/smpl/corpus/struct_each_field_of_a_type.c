typedef struct regs {
    u8 a;
    int n;
    u8 b;
} regs_t;

struct regs {
    u8 a;
    u8 b;
};

struct holder {
    struct regs {
        u8 a;
    } inner;
};
