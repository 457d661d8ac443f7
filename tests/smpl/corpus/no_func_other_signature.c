static int one(struct xen *xc)
{
    return 0;
}

static void two(struct xen *xc, int domid)
{
    use(xc);
}

static void three(void)
{
    use(NULL);
}
