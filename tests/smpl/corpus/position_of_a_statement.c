void start(struct port *handle)
{
    reset(handle);
    if (!handle)
        reset(handle);
}
