static void stop(void *h)
{
    xc_close(h); /* the handle is gone */
    xc_close(h + 1);    // and this one
}
