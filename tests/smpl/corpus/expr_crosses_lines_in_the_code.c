static int same(int a, int b)
{
    return xc_pair(a)
        ->member(b);
}
