void stop(struct port *port)
{
    open_port(port->next);
    close_port(port);
}
