static void run(int a)
{
    xc_lock(a);
    return;
    xc_unlock(a);
}
