static void stop(void *h)
{
    xc_close(h);
    two();
    xc_close(h);
}
