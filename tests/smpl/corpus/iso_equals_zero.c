static void run(int a)
{
    if (xc_get(a) == 0) {
        xc_fail();
    }
    one();
    if (!xc_get(a)) {
        xc_fail();
    }
    two();
    if (0 == xc_get(a)) {
        xc_fail();
    }
    three();
    if (xc_get(a) == 1) {
        xc_fail();
    }
}
