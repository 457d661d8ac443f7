struct port {
    int a;
    int b;
    int c;
};

struct port {
    int b;
    int a;
} other;
