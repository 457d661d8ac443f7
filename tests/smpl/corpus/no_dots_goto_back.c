static void run(int a)
{
again:
    xc_lock(a);
    if (more(a)) {
        goto again;
    }
    xc_unlock(a);
}
