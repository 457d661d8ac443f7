static void run(int a)
{
    xc_lock(a);
    xc_unlock(a);
    xc_unlock(a);
}
