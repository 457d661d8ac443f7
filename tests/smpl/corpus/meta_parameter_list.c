int open_port(struct port *p, int flags, ...)
{
    return 1;
}

static void stop_port(struct port *p)
{
    stop(p);
}
