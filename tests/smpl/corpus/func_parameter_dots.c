static int start(int domid, xc_interface *handle, int port)
{
    return begin(domid);
}

static int stop(xc_interface *handle, int port)
{
    return end(handle);
}

static int none(void)
{
    return 0;
}
