static void start(void *h)
{
    if (h)
        xc_open(h);
    else
        xc_open(h + 1);
    done();
}
