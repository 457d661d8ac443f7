static int evtchn_init(void *logger)
{
    return xc_evtchn_open() + xc_evtchn_open(logger, 0);
}
