struct value {
    int kind;
    union {
        char *a;
        int i;
    } as;
    union {
        long a;
    };
};

union other {
    int a;
} u;
