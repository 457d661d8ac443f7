static void stop(void *h)
{
    if (h)
        xc_close(h);
    done();
}
