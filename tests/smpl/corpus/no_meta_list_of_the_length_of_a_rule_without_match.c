void start(struct port *handle)
{
    open_port(handle);
    open_port(handle, 1, 2);
}
