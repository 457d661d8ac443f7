int shared;

void stop(struct port *port, int first)
{
    static int kept;
    int second = 1;

    release(first);
    release(second);
    release(port->third);
    release(kept);
    release(shared);
    release(from_elsewhere);
}
