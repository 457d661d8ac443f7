struct port {
    int a;
#ifdef CONFIG_USERS
    int users;
    int last;
#endif
};

struct port {
#if LONG
    long a;
#elif SHORT
    short a;
#else
    int users;
    int a;
#endif
} one;
