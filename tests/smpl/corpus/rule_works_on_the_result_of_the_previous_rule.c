static int run(int a)
{
    return xc_one(a) + xc_two(a);
}
