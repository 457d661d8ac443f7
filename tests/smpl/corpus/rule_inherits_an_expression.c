static void run(struct dev *dev, int a)
{
    xc_begin(dev->fd);
    xc_begin(a + 1);
    xc_end(a + 1);
    xc_end(dev->fd);
    xc_end(a);
}
