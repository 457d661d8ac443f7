static int run(int a)
{
    return xc_get(a + 1) + xc_get(1 + a);
}
