static int one(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
        return 1;
    }
    while (more(a)) {
        work(a);
    }
    xc_unlock(a);
    return 0;
}
