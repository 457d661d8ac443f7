static void run(int a)
{
    if (unlikely(xc_get(a))) {
        xc_fail();
    }
    one();
    if (xc_get(a)) {
        xc_fail();
    }
}
