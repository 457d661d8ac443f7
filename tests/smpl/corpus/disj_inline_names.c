static int run(int a)
{
    return xc_map(a) + xc_remap(a) + xc_unmap(a);
}
