static int run(int a)
{
    return xc_put(a) == xc_get(a);
}
