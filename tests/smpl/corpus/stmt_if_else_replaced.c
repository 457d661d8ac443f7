static void run_all(int a)
{
    if (xc_debug(a)) {
        dump(a);
    } else {
        two();
    }
    if (xc_debug(a + 1))
        one();
    else
        two();
}
