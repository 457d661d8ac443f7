static void start(void *h)
{
    xc_open(h);
    if (h) {
        xc_open(h + 1);
    }
}
