static int run(int a)
{
    return (xc_none);
}
