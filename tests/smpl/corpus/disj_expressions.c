static int run(int a)
{
    int rc = xc_map(a) + xc_unmap(a + 1);

    return rc + xc_remap(a);
}
