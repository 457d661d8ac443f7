static int run(int a)
{
    xc_lock(a);
    while (a) {
        if (more(a)) {
            return 1;
        }
    }
    xc_unlock(a);
    return 0;
}
