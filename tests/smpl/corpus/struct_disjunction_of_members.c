struct port {
    int a;
    double place[3];
    double speed[3];
    int b;
};

struct port {
    double turn[3][3];
    double place[3];
};

struct port {
    int a;
};
