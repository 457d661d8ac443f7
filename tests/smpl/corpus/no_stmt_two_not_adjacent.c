static void stop(void *h)
{
    xc_lock(h);
    three();
    xc_close(h);
    xc_lock(h);
    xc_close(h + 1);
}
