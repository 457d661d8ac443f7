void start(struct port *handle)
{
    close_port(handle);
}

void other(struct port *handle)
{
    open_port(handle);
}
