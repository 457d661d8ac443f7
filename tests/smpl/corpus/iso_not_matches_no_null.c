static void run(int p, int q)
{
    if (untyped == NULL) {
        xc_fail();
    }
    one();
    if (!q) {
        xc_fail();
    }
}
