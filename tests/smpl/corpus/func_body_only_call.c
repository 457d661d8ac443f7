static int start(int domid)
{
    return begin(domid);
}

static int stop(int domid)
{
    trace();
    return begin(domid);
}
