struct port;

struct port {
    int a;
} *first;

extern struct port second;
