static int run(struct dev *dev, int a)
{
    dev->fd = xc_open(a);
    if (dev->fd < 0) {
        return -1;
    }
    xc_close(dev->fd);
    return 0;
}
