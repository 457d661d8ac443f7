static int run(int a)
{
    if (!xc_get(a)) {
        one();
    }
    if (a || NULL == xc_get(a + 1)) {
        two();
    }
    return !xc_get(a);
}
