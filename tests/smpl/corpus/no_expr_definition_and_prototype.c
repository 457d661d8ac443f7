int xc_evtchn_open(logger_t *logger);

int xc_evtchn_open(logger_t *logger)
{
    return do_open(logger);
}
