static int run(int a)
{
    if (a) {
        one(a);
        xc_cleanup();
        return 1;
    }
    if (a > 1) {
        xc_cleanup();
        two(a);
    }
    return 0;
}
