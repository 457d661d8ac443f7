struct port {
    int users;
};

typedef struct {
    int users;
    int a;
} dock_t;

int last;
