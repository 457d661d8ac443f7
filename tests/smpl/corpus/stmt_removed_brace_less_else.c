static void stop(void *h)
{
    if (h)
        done();
    else
        xc_close(h);
    while (more())
        xc_close(h);
}
