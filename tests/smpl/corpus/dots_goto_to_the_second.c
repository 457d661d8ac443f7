static int run(int a)
{
    int rc = -1;

    xc_lock(a);
    if (a < 0) {
        goto out;
    }
    rc = 0;
out:
    xc_unlock(a);
    return rc;
}
