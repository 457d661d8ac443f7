typedef struct port {
    int a;
} port_t;

typedef struct {
    int a;
} dock_t;

port_t *first;
dock_t *second;

int probe(port_t *p, dock_t *d)
{
    port_t local;

    return sizeof(port_t) + sizeof(dock_t);
}
