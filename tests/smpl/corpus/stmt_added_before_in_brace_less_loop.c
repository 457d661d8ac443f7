static void start(void *h)
{
    while (more(h))
        xc_open(h);
    for (;;)
        xc_open(h + 1);
}
