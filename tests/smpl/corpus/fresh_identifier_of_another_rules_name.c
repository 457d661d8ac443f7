void stop(struct port *port, struct port *other)
{
    open_port(port);
    close_port(port);
    close_port(other);
    note(1);
}
