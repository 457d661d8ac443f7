static int events(int port)
{
    return xc_evtchn_bind(HANDLE) | evtchn_bind(HANDLE) | my_xc_evtchn(HANDLE);
}
