static void stop(void *h)
{
    one();
    xc_close(h);
    two();
}
