static int run(int a)
{
    xc_lock(a);
    if (a < 0)
        goto err;
    xc_unlock(a);
    return 0;
err:
    xc_unlock(a);
    return -1;
}
