struct s {
    int a;
    long b;
};

struct s {
#ifdef X
    int a;
    long b;
#endif
    char c;
};

struct s {
#ifdef X
    int a;
#else
    long b;
#endif
};

struct s {
    int a;
#ifdef X
    long b;
#endif
};

struct s {
#ifdef X
    int a;
#endif
    long b;
};

struct s {
    int a;
#if 0
    char c;
#else
    long b;
#endif
};

struct s {
#if 0
    int a;
    long b;
#endif
    char c;
};
