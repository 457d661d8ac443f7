static int run(int a)
{
    return xc_map(a, 0) + xc_map(a, NULL) + xc_map(a, 1);
}
