struct port {
    int a;
} first, *second;

typedef struct port {
    int a;
} port_t;
