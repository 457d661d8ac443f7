void start(struct port *handle)
{
    assert(open_port(handle));
    if (open_port(handle)) {
        stop();
    }
}
