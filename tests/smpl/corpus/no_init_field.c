static struct other ops = {
    .xc_open = open_it,
};

static struct ops more = {
    .name = "xen",
    .xc_close = open_it,
};
