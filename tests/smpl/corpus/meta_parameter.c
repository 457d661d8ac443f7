int open_port(struct port *p)
{
    return 1;
}

int open_two(struct port *p, struct port *q);

static int close_port(int (*done)(int))
{
    return 0;
}
