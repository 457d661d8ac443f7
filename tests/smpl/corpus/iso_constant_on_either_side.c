static int run(int a)
{
    if (XC_DONE == xc_get(a)) {
        return 1;
    }
    return xc_get(a) == XC_DONE;
}
