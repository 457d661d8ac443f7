struct port {
    int a;
    struct semaphore sem;
};

typedef struct {
    struct semaphore guard;
} dock_t;

union value {
    int i;
    struct semaphore sem;
};

struct other {
    struct mutex sem;
};

void use(struct port *p, dock_t *d, union value *v, struct other *o)
{
    down(&p->sem);
    down(&d->guard);
    down(&v->sem);
    down(&o->sem);
    p = alloc(sizeof(struct port));
    d = alloc(sizeof(dock_t));
    o = alloc(sizeof(struct other));
}
