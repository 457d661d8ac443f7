static int run(int a)
{
    int rc = xc_map(a);

    rc += xc_unmap(a);
    return xc_map(rc);
}
