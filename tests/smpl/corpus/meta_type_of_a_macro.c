struct port { long count; char *name; };
static struct port *port;

#define LIMIT 100
#define TWICE (2 * LIMIT)
#define COUNT port->count
#define NEXT(x) (port->name + (x))
#define AS_LONG(x) ((long)(x))
#define CHANGED 1L
#undef CHANGED
#define CHANGED 1

void run(void)
{
    wait(LIMIT);
    wait(TWICE);
    wait(CHANGED + 1);
    wait(20 * UNKNOWN);
    take(COUNT);
    take(NEXT(1));
    take(AS_LONG(2));
    take(LIMIT + 1L);
}
