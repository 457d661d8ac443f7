struct port {
    long users;
    int a;
} *first;

struct port {
    int users;
};

struct port {
    char users;
};
