static void stop(void *h)
{
    xc_close(h);
    if (h) {
        xc_close(h + 1);
    }
    if (h)
        xc_close(h + 2);
    else
        xc_close(h + 3);
}
