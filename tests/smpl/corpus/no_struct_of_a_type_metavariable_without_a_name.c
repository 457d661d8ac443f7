enum state { a };

struct {
    int a;
} one;

struct port {
    int a;
} two;

struct dock {
    struct {
        int a;
    };
    struct port {
        int a;
    };
};

typedef struct {
    int a;
} pair_t, *pair_p;

typedef struct port {
    int a;
} *port_p;
