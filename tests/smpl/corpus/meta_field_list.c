struct port {
    int a;
    double place[3];
    double speed[3];
};

typedef struct dock {
    double place[3];
} dock_t;

struct other {
    double place[2];
};
