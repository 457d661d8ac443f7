void start(struct port *handle)
{
    open_port(handle);
    reset(0);
    close_port(handle);
}

void other(struct port *handle)
{
    open_port(handle);
    reset(1);
    close_port(handle);
}
