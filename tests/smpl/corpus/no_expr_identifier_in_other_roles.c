struct handle {
    int handle;
};

static int get(struct handle *h)
{
    goto handle;
handle:
    return h->handle;
}
