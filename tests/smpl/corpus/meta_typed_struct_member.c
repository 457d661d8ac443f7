struct dev {
    xc_interface *handle;
    int fd;
};

static void types(struct dev *dev, struct dev one)
{
    close_handle(dev->handle);
    close_handle(one.handle);
    close_handle(dev->fd);
}
