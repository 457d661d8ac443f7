static void start(void *h)
{
    one();
    xc_open(h);
    two();
}
