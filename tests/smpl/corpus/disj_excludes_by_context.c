static int run(int a)
{
    return xc_map(0) + xc_map(a);
}
