static int same(int a, int b)
{
    return xc_compare(a, b) == 0;
}
