static void run(void)
{
    int xc_first, b;
    int c, xc_last;
    int d, xc_middle, e;
    int xc_only;
    long f;
}
