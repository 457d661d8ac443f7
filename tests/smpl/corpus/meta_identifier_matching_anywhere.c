static int events(int port)
{
    return xc_evtchn_bind(port) | my_evtchn(port) | evtch(port);
}
