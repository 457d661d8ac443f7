static int start(int domid)
{
    return begin(domid);
}

static int stop(int domid, int port)
{
    return end(domid);
}
