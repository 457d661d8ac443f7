static void start(void *h)
{
    if (h)
        xc_open(h);
    done();
}
