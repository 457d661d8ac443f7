struct port {
    int users;
};

struct dock {
    /* Who may use it. */
    int users;
    int a;
} *first;

struct {
    int users;
} none;
