static int start(struct xc *handle, int domid)
{
    return begin(domid);
}

static int stop(int domid)
{
    return end(domid);
}
