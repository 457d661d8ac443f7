static int run(int a, int b)
{
    touch(a);
    xc_lock(a);
    touch(b);
    if (a) {
        touch(a);
        return touch(a);
    }
    xc_unlock(a);
    touch(a);
    return 0;
}
