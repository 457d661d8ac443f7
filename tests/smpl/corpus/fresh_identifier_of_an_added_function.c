int first(struct port *port)
{
    return 0;
}

int other(struct port *port)
{
    return 1;
}

void start(struct ops *ops)
{
    ops->open = first;
}
