static int one(struct xc *xc)
{
    return 0;
}

static void two(struct xc *xc, int domid)
{
    use(xc);
}

static void three(void)
{
    use(NULL);
}
