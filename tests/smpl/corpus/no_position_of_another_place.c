void start(struct port *handle)
{
    open_port(handle, 0);
    open_port(handle, 1);
}
