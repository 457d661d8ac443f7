static int evtchn_init(struct ops *ops, void *logger)
{
    return ops->xc_evtchn_open(logger) + (*xc_evtchn_open)(logger);
}
