static int events(int port)
{
    int rc = xc_evtchn_bind(port);

    rc |= my_xc_evtchn_bind(port) | xc_evtchn(port);

    return rc | xc_evtchn_notify();
}
