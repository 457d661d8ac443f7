static int run(int a)
{
    return xc_map(a, 0) + xc_map(a, 1) + xc_map(a, 2) + xc_map(0, a);
}
