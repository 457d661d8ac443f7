void port_free(struct port *handle)
{
    free(handle);
}
