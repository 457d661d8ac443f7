static void start(void *h)
{
    int fd = xc_open(h);
    struct dev *dev = xc_open(fd);
    static long none;

    fd = xc_open(none);
}
