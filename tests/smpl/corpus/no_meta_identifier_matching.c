static int events(int port)
{
    return xc_map_pirq(port) | axc_map(port) | xc_Map(port);
}
