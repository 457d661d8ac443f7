static int shared;

void stop(struct port *port)
{
    release(shared);
    release(port->third);
}
