void start(struct port *handle)
{
    open_port(handle);
    close_port(handle);
}
