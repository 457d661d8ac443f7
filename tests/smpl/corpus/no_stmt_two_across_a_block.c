static void stop(void *h)
{
    xc_lock(h);
    if (h) {
        xc_close(h);
    }
    {
        xc_lock(h);
    }
    more();
    xc_close(h);
}
