static int run(int a, int b)
{
    return xc_swap(a+1, b [2]) + xc_swap( a, b ) + xc_swap(a,b);
}
