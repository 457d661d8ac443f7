struct port *shared;

void stop(struct port *port, int first)
{
    struct port *other = port->next;

    release(first);
    release(port);
    release(other);
    release(shared);
    release(port->next);
}
