static int events(int port)
{
    port = xc_map(port) | xc_unmap(port);
    return xc_map_all(port) | xc_remap(port);
}
