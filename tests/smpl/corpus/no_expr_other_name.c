static int my_xc_evtchn_open(void *logger)
{
    /* xc_evtchn_open(logger) was here */
    log_line("xc_evtchn_open(logger)");
    return xc_evtchn_open_core(logger) + hooks->xc_evtchn_open(logger);
}
