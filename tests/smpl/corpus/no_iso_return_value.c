static int run(int a)
{
    xc_end(a);
    return 1;
}
