struct port {
    int a;
    int users;
};

typedef struct port {
    char *users, *last;
} port_t;

static struct port {
    unsigned users : 3;
    int a;
} first = { 1, 2 };

struct dock {
    struct port {
        int *users;
    } ports[3];
};

int probe(void)
{
    struct port {
        int users;
    } local;

    return sizeof(local);
}
