static int events(int port)
{
    return xc_map(port) | xc_unmap(port) | xc_map_all(port) | xc_remap(port);
}
