static int events(int port)
{
    return xc_map(port) | xc_unmap(port, 0) | xc_mapped(port);
}
