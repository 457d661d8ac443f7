static void run(struct dev *dev, char *name, int fd)
{
    xc_close(dev);
    xc_close(name + 1);
    xc_close(fd);
    xc_close(unknown);
    xc_close(&fd);
}
