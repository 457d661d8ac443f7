static void one(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
    log_it(a);
}
