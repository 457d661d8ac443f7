void before(struct port *handle)
{
    reset(handle);
    open_port(handle);
}

void after(struct port *handle)
{
    open_port(handle);
}
