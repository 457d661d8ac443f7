static int run(int a)
{
    int rc = -1;

    xc_lock(a);
    if (a < 0)
        return rc;
    if (a == 0) {
        rc = -2;
        work(rc);
        return rc;
    }
    xc_unlock(a);
    return 0;
}
