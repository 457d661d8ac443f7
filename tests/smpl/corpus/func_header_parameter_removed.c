static int start(struct xen *handle, int domid)
{
    return begin(domid);
}

static int stop(int domid)
{
    return end(domid);
}
