static struct ops ops = {
    .name = "xen",
    .xc_open = open_it,
    .close = close_it,
};
