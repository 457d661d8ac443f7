struct ops o = {
    .read = do_read,
    .open = do_open,
    .ioctl = do_ioctl,
    .close = do_close,
};
