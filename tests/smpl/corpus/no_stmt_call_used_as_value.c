static int stop(void *h)
{
    int rc = xc_close(h);

    if (xc_close(h)) {
        rc = 1;
    }
    return rc + xc_close(h);
}
