static void run(int a)
{
    if (xc_get(a)) {
        xc_fail();
    }
    xc_end(a);
    if (xc_get(a))
        xc_fail();
    xc_end(a);
}
