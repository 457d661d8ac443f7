static int evtchn_init(void *logger)
{
    int fd;

    xc_evtchn_open(NULL);
    fd = xc_evtchn_open(logger);
    return fd;
}
