static struct ops ops = {
    .close = close_it,
    .open = open_it,
};
