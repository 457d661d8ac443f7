struct port {
    int users;
    int a;
} one, *two;

typedef struct dock {
    int users;
} dock_t;
