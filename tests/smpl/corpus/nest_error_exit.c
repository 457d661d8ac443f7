static int one(int a)
{
    xc_lock(a);
    if (a > 1) {
        log_it();
        note(a);
        return -1;
    }
    log_it();
    xc_unlock(a);
    return 0;
}
