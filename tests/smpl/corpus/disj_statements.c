static int run(int a)
{
    xc_map(a);
    xc_unmap(a);
    if (a) {
        return xc_end(a);
    }
    return xc_map(a);
}
