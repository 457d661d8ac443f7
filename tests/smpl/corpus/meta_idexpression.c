void stop(struct port *port, int first)
{
    release(first);
    release(shared);
    release(port->third);
    release(1);
    release(first + 1);
}
