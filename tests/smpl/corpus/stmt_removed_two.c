static void stop(void *h)
{
    one();
    xc_lock(h);
    xc_close(h);
    two();
    xc_lock(h);
    three();
    xc_close(h);
}
