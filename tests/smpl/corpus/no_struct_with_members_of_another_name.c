struct dock {
    int users;
} one;

struct port {
    int owners;
};

struct port *first;

union port {
    int users;
};

void count(struct port *p, int users)
{
    p->users = users;
}
